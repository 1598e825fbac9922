"""What `make boot-test` is made of. The scenarios are in scenarios.py; run is the command."""
