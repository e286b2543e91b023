"""The photographs: Labeled Faces in the Wild, synthetic faces where it cannot be had, a reader's own (chapter 11).

`dataset` loads, `split` splits; `lfw`, `download`, `cache` and `people` are behind them. `crop` has the face crop and
all resizing, `windows` cuts at random. `images` reads any picture, `folder` a folder of people; `image_files` leaves
them on the disk. `synthetic`, `synthetic_parts` and `synthetic_shapes` draw faces.
"""
