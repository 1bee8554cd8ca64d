"""Foreign files: every byte that somebody handed in is read by a process of its own, within limits.

`ask.read_bounded` runs a named function over bytes in a child that holds no secret, no connection and no file, and
brings back plain data; `keeper` is the small process from which the children are forked, `wire` what passes between
them, `scanner` the office's virus scanner. Nothing here knows what kind of file it is.
"""
