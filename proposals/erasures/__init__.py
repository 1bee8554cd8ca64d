"""清除: found, asked for, agreed to by another, done everywhere where it stands; the backups that still have it."""
