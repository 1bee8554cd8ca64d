"""对列: a list that does not say for certain what its columns are is asked about, once, on one page.

guesses  what each column may be, and why
said     what holds for all rows of a list: 届次, 交办日期, 期限, 单位
forms    the page's form; page: what it shows; views: its address
options  names: the same said on the command line
"""
