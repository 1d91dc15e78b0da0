"""Needs for single pictures: which photos, which recipes, what is due.

Belongs here: decisions about orders of one picture each, made of photos that exist.
Never here: what is ordered per home (the modules around), reading a picture (`assets`), anything of
one vendor.
"""
