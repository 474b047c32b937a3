"""Sample views with real texts in both languages, one or more for every screen.

The texts are those of a finished product, of realistic length; the agencies are fictitious and marked 演示.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk_app import view_models as vm
from kiosk_app.view_models import Banner, Choice, Field, ScoreBar, Tone
from tests.support.screens_questions import (
    LANGUAGES,
    Texts,
    amount,
    chrome,
    confirm,
    debt_type,
    idle,
    keypad,
    phone_keypad,
    place,
    scan,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "LANGUAGES",
    "SAMPLES",
    "Texts",
    "agency_list",
    "confirm",
    "idle",
    "keypad",
    "paged",
    "printing",
    "scan",
    "warning",
    "with_every_text",
]

_NAMES = (
    (
        "演示·路桥十里衡平债务管理咨询有限公司",
        "Jiaojiang Shouzheng Commercial Mediation Services Co., Ltd. (Demo)",
    ),
    ("演示·椒江守正商事调解服务有限公司", "Luqiao Ten-Mile Hengping Debt Consulting Co., Ltd. (Demo)"),
    ("浙江心海信用管理有限公司椒江分公司（演示）", "Xinhai Credit, Jiaojiang Branch (demo)"),
    ("台州葭沚律师事务所（演示）", "Jiazhi Law Firm (demo)"),
)


def card(t: Texts, number: int = 0, *, is_listed: bool = True) -> vm.AgencyCard:
    zh, en = _NAMES[number % len(_NAMES)]
    return vm.AgencyCard(
        id=f"TZ-{number:04d}",
        rank=str(number + 1),
        name=t(zh, en),
        phone=f"0576-8000 000{number + 1}",
        district=t("椒江区", "Jiaojiang"),
        score=("92.0", "88.4", "85.1", "79.9")[number % 4],
        score_label=t("信用分", "credit"),
        bars=(
            ScoreBar(t("合规", "Compliance"), 98.0 - 6 * number, t("很好", "very good")),
            ScoreBar(t("成功率", "Success"), 76.0 - 5 * number, t("较好", "good")),
            ScoreBar(t("少投诉", "Few complaints"), 100.0 - 12 * number, t("无投诉", "none")),
        ),
        reason=t("办理货款，服务椒江，金额相符", "Handles goods debts in Jiaojiang"),
        recommended=t("推荐", "Recommended") if number < 2 else "",
        more=t("详情", "Details") if is_listed else "",
    )


def agency_list(t: Texts, cards: int = 4) -> vm.ListView:
    return vm.ListView(
        chrome=chrome(t, t("为您找到12家机构", "12 agencies match")),
        summary=t("货款 · 5万到20万元 · 椒江区", "Goods · 50,000 to 200,000 · Jiaojiang"),
        explanation=t("按信用分从高到低排列，同分随机。", "By credit score; ties in random order."),
        cards=tuple(card(t, number) for number in range(cards)),
        page=2,
        pages=3,
        page_label=t("第2页，共3页", "2 of 3"),
        previous=t("上一页", "Previous"),
        next=t("下一页", "Next"),
        print=Choice("print", t("打印这份名单", "Print this list"), icon="printer"),
        notice=Banner(
            t("椒江区不足三家，已扩大到全市。", "Fewer than three in the district: city shown."),
            Tone.ATTENTION,
        ),
    )


def detail(t: Texts) -> vm.DetailView:
    return vm.DetailView(
        chrome=chrome(t, ""),
        card=card(t, is_listed=False),
        fields=(
            Field(t("地址", "Address"), t("台州市椒江区演示路1号2楼", "2F, 1 Demo Road, Jiaojiang")),
            Field(t("时间", "Hours"), t("周一至周五 8:30-17:30", "Mon to Fri 8:30-17:30")),
            Field(t("收费", "Fees"), t("按回款比例，先签合同后收费", "Share of money recovered")),
            Field(t("备案号", "Certificate"), t("演-2026-0001", "DEMO-2026-0001")),
            Field(t("有效期", "Valid"), "2026-01-01 / 2028-12-31"),
            Field(t("金额范围", "Amounts"), t("1万到500万元", "10,000 to 5 million")),
        ),
        close=Choice("close", t("回到名单", "Back to the list"), icon="list"),
    )


def printing(t: Texts) -> vm.PrintingView:
    return vm.PrintingView(
        chrome=chrome(t, t("正在打印", "Printing"), back="", finish=""),
        phases=(
            t("整理名单", "Preparing the list"),
            t("送往打印机", "Sending to the printer"),
            t("打印", "Printing"),
            t("切纸", "Cutting"),
        ),
        done=2,
        message=Banner(t("请稍候，小票从下方出口出来。", "The slip comes out below.")),
        fraction=0.6,
    )


def done(t: Texts) -> vm.DoneView:
    return vm.DoneView(
        chrome=chrome(t, "", back=""),
        headline=t("请取走小票", "Take your slip"),
        picture="slip",
        reference=Field(t("编号", "Number"), "JJ01-1123-0042"),
        next_steps=(
            t("先打电话问清收费，再签合同。", "Ask about fees by phone before you sign."),
            t("带上合同、送货单、对账单。", "Bring contract, delivery notes, statements."),
            t("留意诉讼时效，一般为三年。", "Mind the time limit: usually three years."),
        ),
        finish=Choice("finish", t("好了，结束", "Done, finish"), icon="check"),
    )


def problem_paper(t: Texts) -> vm.ProblemView:
    return vm.ProblemView(
        chrome=chrome(t, t("暂时打印不了", "Cannot print now"), back=""),
        headline=t("打印机没纸了", "The printer is out of paper"),
        action=t("用手机拍下二维码，名单就带走了。", "Photograph this code to take the list along."),
        help_line=t("换纸请找一楼服务台，电话 0576-8000 0000。", "For paper ask at the desk on floor 1."),
        picture="paper_out",
        tone=Tone.PROBLEM,
        choices=(
            Choice("list", t("回到名单", "Back to the list"), icon="list"),
            Choice("retry", t("再试一次", "Try again"), icon="again"),
        ),
        fields=(Field(t("编号", "Number"), "JJ01-1123-0042"),),
        qr_payload="TZDH1:331002:goods:2:17:4B1D9C20A55E7F31:JJ01-1123-0042",
    )


def problem_licence(t: Texts) -> vm.ProblemView:
    return vm.ProblemView(
        chrome=chrome(t, t("没认出执照", "Not a licence")),
        headline=t("这不是电子营业执照的二维码", "This code is not a business licence"),
        action=t(
            "请打开“电子营业执照”小程序，出示执照码。", "Open the e-licence mini program and show its code."
        ),
        help_line=t("不会操作？请找一楼服务台。", "Need a hand? Ask at the desk on floor 1."),
        picture="not_licence",
        tone=Tone.ATTENTION,
        choices=(
            Choice("again", t("重新扫描", "Scan again"), icon="again"),
            Choice("type", t("手动输入代码", "Type the code"), icon="keypad"),
        ),
    )


def phone_registered(t: Texts) -> vm.PhoneResultView:
    return vm.PhoneResultView(
        chrome=chrome(t, t("查询结果", "Result")),
        headline=t("是登记在册的机构", "A registered agency"),
        number="0576-8000 0001",
        tone=Tone.GOOD,
        picture="phone_ok",
        fields=(Field(t("机构", "Agency"), t(*_NAMES[0])), Field(t("信用分", "Credit"), "92.0")),
        advice=(
            t("号码可以伪装，请挂断后自己拨回去。", "Numbers can be faked: hang up, call back."),
            t("对方要您先交钱，请先核实。", "Asked to pay first? Check before you do."),
        ),
        again=Choice("again", t("再查一个", "Check another"), icon="phone_check"),
        start=Choice("start", t("查找合规机构", "Find a certified agency")),
    )


def phone_struck_off(t: Texts) -> vm.PhoneResultView:
    return vm.PhoneResultView(
        chrome=chrome(t, t("查询结果", "Result")),
        headline=t("已被移出名单，请勿委托", "Struck off: do not engage"),
        number="0576-8000 0099",
        tone=Tone.PROBLEM,
        picture="phone_bad",
        fields=(Field(t("原因", "Reason"), t("以威胁方式催收（演示）", "Threats (demo)")),),
        advice=(t("遇到威胁请拨打 110。", "If threatened call 110."),),
        again=Choice("again", t("再查一个", "Check another"), icon="phone_check"),
        start=Choice("start", t("查找合规机构", "Find a certified agency")),
    )


def out_of_service(t: Texts) -> vm.OutOfServiceView:
    return vm.OutOfServiceView(
        chrome=chrome(t, "", back="", finish=""),
        headline=t("本机暂停服务", "Out of service"),
        action=t("恢复后会自动回到首页。", "It comes back by itself when ready."),
        help_line=t("请到一楼服务台，或拨打 0576-8000 0000。", "Ask at the desk on floor 1."),
        picture="out_of_service",
        routes=(
            t("法律援助 12348", "Legal aid 12348"),
            t("台州市中级人民法院 12368", "Court service 12368"),
        ),
    )


def warning(t: Texts, seconds_left: int = 24) -> vm.IdleWarningView:
    return vm.IdleWarningView(
        title=t("您还在吗？", "Are you still there?"),
        text=t("数到零，屏幕上的内容会全部清除。", "At zero everything here is cleared."),
        seconds_left=seconds_left,
        carry_on=Choice("carry_on", t("继续", "Continue"), icon="check"),
        finish=Choice("finish", t("结束并清除", "Finish and clear"), icon="finish"),
    )


SAMPLES: dict[str, Callable[[Texts], vm.View]] = {
    "01-idle": idle,
    "02-scan": scan,
    "03-keypad": keypad,
    "04-confirm": confirm,
    "05-debt-type": debt_type,
    "06-amount": amount,
    "07-place": place,
    "08-list": agency_list,
    "09-detail": detail,
    "10-printing": printing,
    "11-done": done,
    "12-problem-paper": problem_paper,
    "13-problem-licence": problem_licence,
    "14-phone-keypad": phone_keypad,
    "15-phone-registered": phone_registered,
    "16-phone-struck-off": phone_struck_off,
    "17-out-of-service": out_of_service,
}


def paged(view: vm.View, cards: int, choices: int) -> vm.View:
    """Cut a list or a question to what one page of a glass holds, as the presenter does."""
    if isinstance(view, vm.ListView):
        return replace(view, cards=view.cards[:cards])
    if isinstance(view, vm.ChoicesView):
        return replace(view, choices=view.choices[:choices])
    return view


def with_every_text(value: Any, text: str) -> Any:
    """The same view with every string replaced, ids and icons too."""
    if isinstance(value, Tone):
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(with_every_text(part, text) for part in value)
    if isinstance(value, Struct):
        names = value.__struct_fields__
        return replace(value, **{name: with_every_text(getattr(value, name), text) for name in names})
    return value
