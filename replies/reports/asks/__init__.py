"""请单位报送办理情况报告 (SH 24): a body asks, each unit writes its report, or has it on paper, and hands it in.

bodies    who asks, whom, and who hands in
actions   asked, withdrawn, urged; handed in, taken in, sent back
told      who is told of it, and the reminders before and after the day
listed    the asks of a body and the tasks of a unit, with their counts
files     what was handed in, one file, all of them together, the list; what the units wrote, place by place
"""
