"""Hostile links and codes: hosts that look right, codes that are nearly valid, codes in the wrong place."""

from __future__ import annotations

from typing import Final

CODE: Final = "91331002MA2DEM0179"
OTHER_CODE: Final = "91330000755918469E"
LINK: Final = f"http://www.gsxt.gov.cn/index.html?uniscid={CODE}"

Rows = dict[str, str | bytes]


def bad_links() -> Rows:
    """Give links of every kind that is none of ours, or ours with something wrong."""
    links = (
        "javascript:alert(1)",
        "data:text/html,<script>1</script>",
        "file:///etc/passwd",
        "file://127.0.0.1/c$/x",
        "tel:*%2306%23",
        "sms:10086?body=x",
        "smsto:10086:x",
        "mailto:a@b.example",
        "intent://x#Intent;scheme=http;end",
        "market://details?id=x",
        "geo:28.6,121.4",
        "ftp://www.gsxt.gov.cn/?uniscid=" + CODE,
        "ws://www.gsxt.gov.cn/?uniscid=" + CODE,
        "ssh://-oProxyCommand=x/",
        "ldap://127.0.0.1/x",
        "\\\\127.0.0.1\\share\\x",
        "WIFI:T:WPA;S:shop;P:secret;;",
        "BEGIN:VCARD\nFN:x\nEND:VCARD",
        "otpauth://totp/x?secret=ABC",
        "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "wxp://f2f0abcdefghijklmnop",
        "https://qr.alipay.com/fkx0123",
        "http://127.0.0.1:9/?uniscid=" + CODE,
        "http://[::1]/?uniscid=" + CODE,
        "http://169.254.169.254/latest/meta-data/",
        "http://0x7f.1/?uniscid=" + CODE,
        "http://user:pw@www.gsxt.gov.cn/?uniscid=" + CODE,
        "http:///www.gsxt.gov.cn/?uniscid=" + CODE,
        "http:www.gsxt.gov.cn/?uniscid=" + CODE,
        "//www.gsxt.gov.cn/?uniscid=" + CODE,
        "www.gsxt.gov.cn/?uniscid=" + CODE,
        "http://www.gsxt.gov.cn:8080/?uniscid=" + CODE,
        "http://www.gsxt.gov.cn:0x50/?uniscid=" + CODE,
        "http://www.gsxt.gov.cn/#uniscid=" + CODE,
        "http://www.gsxt.gov.cn/;uniscid=" + CODE,
        "http://www.gsxt.gov.cn/" + "../" * 40 + "?x=1",
        "http://www.gsxt.gov.cn/?u=http://x.example/?uniscid=" + CODE,
        LINK + "%0d%0aSet-Cookie:x=1",
        LINK.replace("gov.cn/", "gov.cn\r\nHost:x/"),
        "http://www.gsxt.gov.cn/?" + "a=1&" * 60 + "uniscid=" + CODE,
        "url:" + LINK,
        "http://[" + "1" * 60,
    )
    return {f"{number:02} {link[:24]}": link for number, link in enumerate(links, 1)}


def look_alikes() -> Rows:
    """Give the printed link with hosts that look like the right one."""
    hosts = (
        "gsxt.gov.cn.evil.example",
        "www.gsxt.gov.cn.example",
        "evilgsxt.gov.cn",
        "gsxt-gov.cn",
        "gsxt.gov.cn-x.example",
        "www.gsxt.g0v.cn",
        "www.gsxt.gov.cm",
        "www.gsxt.gov.com",
        "www.gsxt.qov.cn",
        "www.gѕxt.gov.cn",
        "www.gsхt.gov.cn",
        "ｗｗｗ.gsxt.gov.cn",
        "www。gsxt。gov。cn",
        "www.gsxt.gov.cn%2eevil.example",
        "www%2egsxt%2egov%2ecn",
        "xn--gsx-rqa.gov.cn",
        "www.gsxt.gov.cn.",
        ".gsxt.gov.cn",
        "|ww.gsxt.gov.cn",
        "a_b.gsxt.gov.cn",
        "evil.example\\.gsxt.gov.cn",
        "evil.example#.gsxt.gov.cn",
        "evil.example?.gsxt.gov.cn",
        "evil.example/.gsxt.gov.cn",
        "evil.example%00.gsxt.gov.cn",
        "www.gsxt.gov.cn@evil.example",
        "air.gzaic.gov.cn.evil.example",
        "gov.cn",
    )
    return {
        f"{number:02} {host[:24]}": LINK.replace("www.gsxt.gov.cn", host)
        for number, host in enumerate(hosts, 1)
    }


def near_valid() -> Rows:
    """Give what is nearly a code, or a code where none may stand."""
    return {
        "wrong check digit": CODE[:-1] + "8",
        "two neighbours swapped": CODE[:9] + CODE[10] + CODE[9] + CODE[11:],
        "17 characters": CODE[:-1],
        "19 characters": CODE + "0",
        "letter O": CODE.replace("0", "O", 1),
        "letter I": CODE.replace("1", "I", 1),
        "letter S": CODE[:8] + "S" + CODE[9:],
        "letter Z": CODE[:8] + "Z" + CODE[9:],
        "letters in the region": CODE[:3] + "A" + CODE[4:],
        "unknown class": "96" + CODE[2:],
        "Cyrillic letters": CODE.replace("M", "М").replace("A", "А").replace("E", "Е"),
        "Arabic digits": CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "hyphens": f"{CODE[:4]}-{CODE[4:]}",
        "a word before": f"代码 {CODE}",
        "a word after": f"{CODE} 台州",
        "twice": CODE * 2,
        "two codes": f"{CODE} {OTHER_CODE}",
        "identity card": "11010519491231002X",
        "identity card of this province": "331002199001010014",
        "payment code": "134567890123456789",
        "long payment code": "287654321098765432101234",
        "registration number of before": "331002000012345",
        "in a path": f"http://www.gsxt.gov.cn/{CODE}",
        "in a fragment": f"http://www.gsxt.gov.cn/#{CODE}",
        "under another key": f"http://www.gsxt.gov.cn/?id={CODE}",
        "two in one link": f"{LINK}&uniscid={OTHER_CODE}",
        "wrong in a link": LINK[:-1] + "8",
        "one percent sign": LINK.replace(CODE, "%39" + CODE[1:]),
        "full width in percent signs": LINK.replace(CODE, "%EF%BC%99" + CODE[1:]),
        "a blank behind it": LINK + "%20",
        "a key in percent signs": LINK.replace("uniscid", "%75niscid"),
        "a second key in percent signs": f"{LINK}&%75niscid={OTHER_CODE}",
        "circled digit": CODE.replace("9", "⑨", 1),
        "bold digits": CODE.replace("1", "\U0001d7cf"),
        "in a long token": "A6E009D6" * 12 + CODE + "A6E009D6" * 12,
        "in a detail link": "http://zj.gsxt.gov.cn/%7B" + "40164030862531874B" * 15 + "-1658821422712%7D",
        "sample with a wrong digit": "91330104341916223P",
    }
