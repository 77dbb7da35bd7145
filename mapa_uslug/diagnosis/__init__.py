"""Needs, offer, barriers, the network of providers, who could lead and what could be done: the steps beside the map."""
