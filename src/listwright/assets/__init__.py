"""Pictures on disk: got from a link or a file, proven to be pictures, stored, found again.

Belongs here: everything that opens a picture (the only Pillow of the program beside the sandbox's),
the cache of sources, the folders of results and their `pictures.json`, small copies for pages.
Never here: asking a vendor for anything but a picture, ordering (that is `app`), what pages look
like (`render`), what may be linked to (`compose` says it for each account).
Import from the submodules; Pillow itself is loaded when the first picture is opened.
"""
