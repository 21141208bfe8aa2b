"""Files that are broken, lie or mean harm, each kind in a room of its own, and what the program must do with them.

Everything is made by code when it is asked for; no bomb is ever unfolded, not in memory and not on disk.
"""
