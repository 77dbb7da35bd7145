"""Where new places of service should stand, and which closings harm least, with a proven bound."""
