"""协调会: units that disagree, called together by a body."""
