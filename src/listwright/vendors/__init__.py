"""One package per vendor, each an implementation of `ports.Vendor`.

Belongs here: all that is true of one vendor only: its paths, fields, refusals, statuses, limits and
catalog.
Never here: decisions over orders (they go to `engine`), connections and timeouts (`http`), anything
two vendors would share; vendors do not know each other. Only `compose` names a vendor.
"""
