"""Jobs: one function for each thing a person asks for; command line and pages only ask and show."""
