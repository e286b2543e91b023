"""What the layers of a trained network hold, for one picture and over all test faces (chapter 13).

`maps` and `measures` compute it, `decoders` rebuild the picture from it, `regions` looks for eyes and mouths,
`mistakes` counts whom the network takes for whom and how sure it was.
"""
