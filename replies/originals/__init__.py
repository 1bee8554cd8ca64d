"""补充原件: the paper of a suggestion (scan, photos, Word), taken in at any time and seen in the page."""
