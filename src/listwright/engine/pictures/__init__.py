"""Needs for single pictures: which photos, which recipes, what is due.

Belongs here: decisions about pictures that are made of photos, from the files and from what was
delivered, as pure functions over the nouns of `model`.
Never here: bytes, files and downloads (that is `assets`), a vendor's own words for rooms and styles
(that is `vendors`), needs that are ordered per home (that is the rest of `engine`).
"""
