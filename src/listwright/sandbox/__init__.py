"""Local servers that play the vendors, so that everything can be tried without an account.

Belongs here: the HTTP server, the store with its movable clock, faults and switches, and one
package for each vendor's behaviour, written from the vendor's documents.
Never here: anything of `listwright.vendors`, `model` or `http`. Sharing code with the client would
let both be wrong in the same way; what both need is written twice. Commands live in `cli`.
Only `server` imports the web framework: reading the clock or the store stays cheap.
"""
