"""办理情况报告 (SH 24, 26; domain §6): half a year, a year or a session as an office hands it in.

scope     which cases a report is of, and which years and sessions there are
content   its figures, tables, charts and texts as plain values (letter/report_paper.py), as of today
texts     what people write in it: saved while they write, each on top of the one before, two at once told
versions  a version asked for, with its figures as they are then
jobs      its files made by the worker
asks      what units are asked to report, and what they hand in
compared  what two versions say differently
"""
