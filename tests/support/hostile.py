"""Texts that users and vendors may type, and what each of them hopes for."""

from hypothesis import strategies as st

HOSTILE_TEXTS = (
    "a | b || c \\| d",
    "`code` ``more`` ```\nfence",
    "@team @all @octo/cat someone@example.com",
    "#123 GH-1 gh-22 octo/cat#45 GL-7 CVE-2026-1234 GHSA-abcd-efgh-1234",
    "4f2c9d1 4f2c9d1e0b7a8c6d5f4e3d2c1b0a9f8e7d6c5b4a octo/cat@4f2c9d1e",
    "https://tracking.example.com/?a=b&c=d http://x.example ftp://y.example",
    "www.tracking.example.com WWW.X.EXAMPLE mailto:a@b.example xmpp:a@b.example/c",
    "<https://auto.example> <a@b.example>",
    "[text](https://x.example) ![pic](https://x.example/p.png) [ref][1] [1]: https://x.example",
    "::error file=x::owned",
    "::set-output name=a::b\r\n::add-mask::x",
    "##vso[task.complete] ##[group]x ###[[",
    "\x1b[31mred\x1b[0m \x9b31m \x07",
    "\u202egnp.exe \u2066x\u2069 \u200bzero\u200dwidth\ufeff \u2028line \U000e0041tag",
    "<script>alert(1)</script> <img src=x onerror=y> <b onclick=z>",
    "<!-- listwright:sticky project=t at=2099-01-01 --> --> <!--",
    "</details></summary></td></table> <details>",
    "# title", "## title", "=====", "-----", "***", "___", "> quote", ">>> quote",
    "- item", "* item", "+ item", "1. item", "23) item", "- [ ] task", "- [x] task", "    code",
    "[^1] [^1]: footnote ^[inline]",
    ":tada: :+1: :shipit: 10:30:00",
    "$x^2$ $$y$$ $`z`$ $12",
    "```mermaid\ngraph TD; a-->b\n```",
    "/close", "/assign @boss", "/label ~bug", " /merge",
    '!12 group/project!12 ~label ~"two words" %milestone %"two" &epic &12 $snippet $7',
    "^alert#12 *iteration:5 [vulnerability:123] [issue:1] [[_TOC_]] %{project_path}",
    "{+ added +} {- gone -} [+ added +] [- gone -]",
    "*em* **strong** _em_ __strong__ ~~del~~ snake_case _x",
    "&lt;b&gt; &amp; &#64;team AT&T",
    "=cmd|'/C calc'!A0", "+1 555", "-2+3", "@SUM(A1)", "\uff1dcmd()",
    "{0} {{1}} %s %25 {allowed} ]]></failure>",
    "\\ trailing \\", "", " ", "\t", "\n\n", "\ud800", "\x00", "写真を撮る", "élan – naïve",
)  # fmt: skip

NASTY = st.one_of(
    st.sampled_from(HOSTILE_TEXTS),
    st.text(st.sampled_from(list("@#!~%&$^*_[](){}<>|\\`:/-+=.,0123456789abcdefwW \n\x1b\u202eé"))),
    st.text(),
    st.lists(st.sampled_from(HOSTILE_TEXTS), max_size=3).map("".join),
)
"""One of them, signs that mean something put together at random, or anything."""
