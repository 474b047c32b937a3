"""A realistic slip for looking at, measuring and golden pictures: fictitious agencies, undialable numbers."""

from __future__ import annotations

from dataclasses import dataclass

from printing.document import (
    Align,
    Bar,
    Bars,
    Block,
    BlockMark,
    Columns,
    Document,
    EndMark,
    Field,
    Item,
    ItemRef,
    Paragraph,
    Phones,
    QrCode,
    Rule,
    Size,
    Space,
)

CODE = "TZDH2:JJ01-20261123-180507:42:7F3A19C266D0E8FE:2026.4:417093:GOODS:100K-500K:331002"
"""What the sample's QR code says."""


@dataclass(frozen=True)
class _Agency:
    zh: str
    en: str
    phones: tuple[str, ...]
    address: str
    address_en: str
    valid_until: str
    parts: tuple[int, int, int]
    score: str


_AGENCIES = (
    _Agency(
        "演示甲诚债务管理有限公司",
        "Demo Jiacheng Debt Management",
        ("0576-00000001",),
        "椒江区演示大道100号演示大厦3楼301室",
        "Rm 301, 100 Yanshi Ave, Jiaojiang",
        "2027-12-31",
        (98, 76, 0),
        "92.0",
    ),
    _Agency(
        "演示台信债务管理有限公司",
        "Demo Taixin Debt Management",
        ("0576-00000002",),
        "椒江区演示一路18号",
        "18 Yanshi 1st Rd, Jiaojiang",
        "2027-09-30",
        (96, 78, 0),
        "91.8",
    ),
    _Agency(
        "演示海门商账管理有限公司",
        "Demo Haimen Accounts",
        ("0576-00000003", "000-0000-0013"),
        "椒江区演示码头路6号",
        "6 Matou Rd, Jiaojiang",
        "2028-03-31",
        (95, 71, 0),
        "89.3",
    ),
    _Agency(
        "演示白云法务咨询有限公司",
        "Demo Baiyun Legal Services",
        ("0576-00000004",),
        "椒江区演示白云山西路233号2幢",
        "Bldg 2, 233 Baiyunshan W Rd, Jiaojiang",
        "2027-06-30",
        (93, 70, 2),
        "87.6",
    ),
    _Agency(
        "演示葭沚债务调解中心",
        "Demo Jiazhi Mediation Centre",
        ("0576-00000005",),
        "椒江区演示葭沚老街41号",
        "41 Jiazhi Old St, Jiaojiang",
        "2027-12-31",
        (90, 73, 5),
        "86.4",
    ),
    _Agency(
        "演示东商债务管理(台州)有限公司",
        "Demo Dongshang Debt Management",
        ("0576-00000006",),
        "椒江区演示东环大道708号",
        "708 Donghuan Ave, Jiaojiang",
        "2028-01-31",
        (92, 62, 5),
        "83.9",
    ),
    _Agency(
        "演示心海企业服务有限公司",
        "Demo Xinhai Business Services",
        ("0576-00000007",),
        "椒江区演示市府大道50号",
        "50 Shifu Ave, Jiaojiang",
        "2027-04-30",
        (88, 65, 5),
        "83.2",
    ),
    _Agency(
        "演示路桥信达债务管理有限公司",
        "Demo Luqiao Xinda Debt Management",
        ("0576-00000008",),
        "路桥区演示银安街9号",
        "9 Yin'an St, Luqiao",
        "2027-11-30",
        (85, 66, 8),
        "81.4",
    ),
    _Agency(
        "演示十里长街商账咨询有限公司",
        "Demo Shili Accounts Advisory",
        ("0576-00000009",),
        "路桥区演示十里长街北段12号",
        "12 Shili St North, Luqiao",
        "2027-08-31",
        (84, 60, 8),
        "79.2",
    ),
    _Agency(
        "演示金清港债务管理有限公司",
        "Demo Jinqing Debt Management",
        ("0576-00000010",),
        "路桥区演示金清镇港口路3号",
        "3 Port Rd, Jinqing, Luqiao",
        "2027-10-31",
        (82, 58, 10),
        "77.2",
    ),
)


_OTHER_HOURS = (4, 9)
"""Ranks whose hours are not those said in the head."""


def _item(rank: int, agency: _Agency, *, english: bool) -> Item:
    compliance, success, penalty = agency.parts
    words = ("Compliance", "Success", "Complaints") if english else ("合规", "成功", "投诉")
    captions = (str(compliance), str(success), f"-{penalty}" if penalty else "0")
    bars = tuple(
        Bar(word, value, caption) for word, value, caption in zip(words, agency.parts, captions, strict=True)
    )
    certified = (f"TZ-YS-2025-{rank:04d}", f"{'to ' if english else '至'}{agency.valid_until}")
    address = agency.address_en if english else agency.address
    if rank in _OTHER_HOURS:
        address += ", Mon–Sat 09:00–18:00" if english else "　周一至周六 09:00–18:00"
    blocks = (
        Phones(agency.phones),
        Paragraph(address),
        Bars(bars, agency.score, "Score" if english else "信用", certified),
    )
    badge = ("Recommended" if english else "推荐") if rank == 1 else ""
    return Item(ItemRef(f"TZ-{rank:04d}"), str(rank), agency.en if english else agency.zh, blocks, badge)


def _head() -> tuple[Block, ...]:
    return (
        Paragraph("台州合规债务管理机构清单", Size.TITLE, Align.CENTRE),
        Rule(heavy=True),
        Field("单号", "JJ01-20261123-0007　第1次"),
        Field("时间", "2026-11-23 18:05　椒江区政务服务中心 JJ01"),
        Field("名录", "第42期，2026-11-20 发布，有效"),
        Field("执照", "9133**********0179 扫码识别（未联网核验）"),
        Field("债务", "货款，10万–50万元，椒江区"),
        Field("符合", "受理货款、服务椒江区、金额在范围内", Size.SMALL),
        Field("营业", "周一至周五 08:30–17:00（另注者除外）", Size.SMALL),
        BlockMark(1, 2),
    )


def _tail(agencies: int) -> tuple[Block, ...]:
    return (
        BlockMark(2, 2, "依法讨回欠款的途径"),
        Columns(
            tuple(
                Paragraph(f"· {route}", Size.SMALL)
                for route in (
                    "协商：先发书面催款函，留好凭证",
                    "调解：人民调解委员会，不收费",
                    "支付令：欠款清楚的，可向法院申请",
                    "仲裁：合同里有仲裁条款的",
                    "诉讼：向有管辖权的法院起诉",
                    "公证债权文书：可直接申请执行",
                )
            ),
            (
                Field("12345", "政务服务便民热线", Size.SMALL),
                Field("12315", "市场监管投诉举报", Size.SMALL),
                Field("110", "遇到威胁、暴力请报警", Size.SMALL),
            ),
        ),
        Space(0.5),
        Field(
            "带上",
            "合同或订单；对方签收的送货单；发票；对账单或欠条；催款记录；营业执照和本人身份证",
            Size.SMALL,
        ),
        Field(
            "时效",
            "诉讼时效一般为三年。催款、对方还款或认账、起诉，都可使其重新计算。请留好凭证。",
            Size.SMALL,
        ),
        Field(
            "核对",
            "核对证书编号和有效期，看营业执照原件；先付高额费用、夜里打电话、说“包收回”的，请不要委托。",
            Size.SMALL,
        ),
        QrCode(
            CODE,
            "演示数据，均为虚构。名录只供查询，不构成推荐或担保。委托前请自行核实并签订书面合同。\n"
            "可复算：规则2026.4，种子417093\n根7f3a19c266d0e8fe",
            12.4,
        ),
        EndMark(f"—— 清单完 共{agencies}家 ——"),
    )


def _head_in_english() -> tuple[Block, ...]:
    return (
        Paragraph("Compliant debt agencies", Size.TITLE, Align.CENTRE),
        Rule(heavy=True),
        Field("No.", "JJ01-20261123-0007, 1st print"),
        Field("Time", "2026-11-23 18:05  Government Service Centre JJ01"),
        Field("Registry", "release 42 of 2026-11-20, current"),
        Field("Licence", "9133**********0179, scanned (not checked online)"),
        Field("Debt", "goods, CNY 100,000–500,000, Jiaojiang"),
        Field("Why", "handles unpaid goods, serves Jiaojiang, amount in range", Size.SMALL),
        Field("Hours", "Mon–Fri 08:30–17:00, unless stated", Size.SMALL),
        BlockMark(1, 2),
    )


def _tail_in_english(agencies: int) -> tuple[Block, ...]:
    return (
        BlockMark(2, 2, "Lawful ways to your money"),
        Columns(
            tuple(
                Paragraph(f"· {route}", Size.SMALL)
                for route in (
                    "Negotiate: send a written demand, keep proof",
                    "Mediation: people's mediation committee, free",
                    "Payment order: where the debt is clear, from the court",
                    "Arbitration: where the contract has the clause",
                    "Lawsuit at the court that has jurisdiction",
                    "Notarised claim: straight to enforcement",
                )
            ),
            (
                Field("12345", "government service line", Size.SMALL),
                Field("12315", "market regulation complaints", Size.SMALL),
                Field("110", "police: threats, violence", Size.SMALL),
            ),
        ),
        Space(0.5),
        Field(
            "Bring",
            "contract or order; signed delivery notes; invoices; statements; your demands",
            Size.SMALL,
        ),
        Field("Deadline", "three years as a rule; a demand, a payment or a lawsuit restarts it", Size.SMALL),
        Field(
            "Check", "certificate number and validity; no agency may take high fees in advance", Size.SMALL
        ),
        QrCode(
            CODE,
            "Demonstration data, all fictitious. A public directory, no endorsement.\n"
            "Can be recomputed: rules 2026.4, seed 417093,\nroot 7f3a19c266d0e8fe",
            12.4,
        ),
        EndMark(f"—— End of list: {agencies} agencies ——"),
    )


def sample_slip(agencies: int = 10) -> Document:
    """The Chinese slip with this many agencies (0-10)."""
    items = tuple(
        _item(rank, agency, english=False) for rank, agency in enumerate(_AGENCIES[:agencies], start=1)
    )
    return Document("台州合规债务管理机构清单", "zh-CN", _head() + items + _tail(agencies))


def sample_slip_in_english(agencies: int = 10) -> Document:
    """The English slip with this many agencies (0-10)."""
    items = tuple(
        _item(rank, agency, english=True) for rank, agency in enumerate(_AGENCIES[:agencies], start=1)
    )
    return Document("Compliant debt agencies", "en", _head_in_english() + items + _tail_in_english(agencies))
