"""回访: a working body draws some of the answered cases and asks the deputies itself (SH 21, 25).

draw      which cases can be drawn, the draw, and its proof
actions   a 回访 begun and ended, its questions, an answer written down
links     the links: sent by the worker, shown to be handed over
told      the figures: both satisfactions and the gap
outside   the deputy's own page, light, without a script
"""
