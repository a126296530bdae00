"""The conformance kit for OpenRosa servers: what ODK Collect does and expects, as a client in Python, and cases that
any server can be asked by its address: python -m tests.openrosa URL."""
