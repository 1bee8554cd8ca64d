"""审计: the journal as the auditor reads it: filtered, chained, taken away, proved again."""
