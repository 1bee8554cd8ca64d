"""Word files in and out: write.py makes a letter in the styles of GB/T 9704-2012; read.py takes one in.

old_formats.py   .doc, .wps, .odt, .rtf → .docx, by LibreOffice
markup/          the package from outside opened; its body → lines, tables, what cannot be taken
tables.py        which tables hold the letter itself
letters.py       the lines → one letter: head, end (ends.py), annexes, a second letter
labels.py        what offices write before a value (签发人：), shapes.py: what a title, a unit, a date look like
word_text.py     what was taken
"""
