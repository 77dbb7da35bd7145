"""Services on the web, played on this machine."""
