"""Files that are damaged, deceptive or hostile, one module a category, and what the program must do with them.

Everything is made by code when it is asked for; no bomb is ever unfolded, not in memory and not on disk.
"""
