"""开始使用: from an empty installation to the first case, left and gone on with at any time."""
