"""Measurements: whole processes, in one run, as ratios where there is a peer."""
