"""Why a place is white: ways round, links that much depends on, causes."""
