"""The photographs: Labeled Faces in the Wild, drawn faces where it cannot be had, and a reader's own (chapter 11).

`dataset` loads and splits; `lfw`, `download` and `cache` are behind it. `standin`, `portrait` and `brush` draw faces.
`pictures` and `fitting` read any picture and give it a network's size; `folder` and `streams` read a folder of people.
"""
