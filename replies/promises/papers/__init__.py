"""What the deputies get in writing of a promise (SH 22): the letter that it was kept (letters), and the report that
it is moved, which a leader signs through the unit's steps of review (reports, route); both on paper (paper)."""
