"""系统管理: people and their roles, units, deputies, sessions, the record of what administrators did.

Three administrators, none of whom is another: of people and base data, of roles, of the records. None sees a case by
it, and none gives a role to itself (三员分立).
"""
