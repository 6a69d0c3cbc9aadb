"""安置帮教: the rolls, the pages of a person and of a child, lists and reports."""
