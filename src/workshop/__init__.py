"""What makes, checks and publishes the book. No reader imports it.

`site` makes the pages (fonts, icons, exercises, the map of the chapters), `assignments` hands out and grades the
exercises. `execute` runs a chapter and stores its outputs, `measure` its time and memory; `ledger` fills the comparison
with the paper from `facts` and `counts`. `standalone` makes one chapter a folder and `onefile` its page one file;
`students`, `links` and `address` are for those who publish or teach; `rooms` knows which part may import which.
"""
