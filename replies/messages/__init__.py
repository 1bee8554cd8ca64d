"""告知: what deputies are told of each decision, in the office's words, by text, by mail or by a person.

The record says what was decided. `plan/` makes a message of it for each deputy and each way, once; `delivery.py`
sends what is due, never at night; `words/` has what is said. A code asked for just now, and a link, whose token is
kept nowhere, are sent by who makes them (mine/codes.py, feedback/links.py), in the same words.
"""
