"""Intake (交办登记): suggestions come in by hand or from the district's list.

    cells      what one cell says: a number, a date, names
    session_words  what a 届次 says; day_words: days without a year, and times that count from 交办
    directory  who is who: sessions, units and deputies by the words a list uses
    tables/    the file, distrusted, to rows of cells; the empty list to download
    aliases    what lists call a unit, told once on the page of a list
    known_heads  what an office said of the columns of a head before
    plan       rows against what is registered: what is new, the same, different, repeated or wrong
    register   the one way in which a suggestion and its cases are made
    lists      an uploaded list from upload to confirmation
    mapping/   对列: what a list leaves open, said on one page or by the command's options

A list is taken in whole or not at all.
"""
