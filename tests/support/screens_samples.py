"""Sample views with real texts in both languages, one or more for every screen.

The texts are those of a finished product, of realistic length; the agencies are fictitious and marked 演示.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app import view_models as vm
from kiosk_app.view_models import Banner, Choice, Field, ScoreBar, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES = ("zh", "en")


class Texts:
    """Picks one of two languages."""

    def __init__(self, language: str) -> None:
        self._is_zh = language == "zh"

    def __call__(self, zh: str, en: str) -> str:
        return zh if self._is_zh else en


def chrome(t: Texts, title: str, **extra: str | Banner) -> vm.Chrome:
    fields: dict[str, str | Banner] = {
        "product": t("台州商事债务服务终端", "Taizhou debt-help terminal"),
        "site": t("椒江区政务服务中心（演示）", "Jiaojiang service hall (demo)"),
        "title": title,
        "language": t("English", "中文"),
        "larger": t("放大文字", "Larger text"),
        "contrast": t("换对比度", "Contrast"),
        "reach": t("坐姿操作", "Seated use"),
        "back": t("返回", "Back"),
        "finish": t("结束并清除", "Finish and clear"),
    }
    return vm.Chrome(**{**fields, **extra})  # type: ignore[arg-type] - values are of the fields' types


def idle(t: Texts) -> vm.IdleView:
    return vm.IdleView(
        chrome=chrome(t, "", back="", finish=""),
        headline=t("欠款要不回来？", "Owed money you cannot collect?"),
        promise=t(
            "扫一扫电子营业执照，打印一份合规债务服务机构名单。",
            "Scan your business licence and take home a list of compliant agencies.",
        ),
        steps=(
            Choice(
                "1",
                t("出示执照", "Show your licence"),
                t("在手机上打开电子营业执照", "Open the electronic business licence on your phone"),
                "licence",
            ),
            Choice(
                "2",
                t("回答三个问题", "Answer three questions"),
                t("什么欠款、多少钱、在哪里", "What kind of debt, how much, where"),
                "choose",
            ),
            Choice(
                "3",
                t("取走名单", "Take the list"),
                t("电话、信用分和下一步怎么做", "Phones, credit scores and what to do next, on paper"),
                "take_slip",
            ),
        ),
        start=Choice("start", t("开始", "Start"), t("约两分钟，免费", "About two minutes, free"), "go"),
        check_phone=Choice(
            "phone",
            t("查一个来电号码", "Check a caller's number"),
            t("是不是登记在册的机构", "Is it a registered agency?"),
            "phone_check",
        ),
        freshness=Banner(
            t("名单更新于 2026年11月20日，共37家机构。", "List of 20 November 2026, 37 agencies."), Tone.GOOD
        ),
        notes=(
            t("不用注册，不留记录。", "No sign-up, nothing is kept."),
            t("90秒无操作将自动清除。", "Clears itself after 90 seconds without a touch."),
        ),
    )


def scan(t: Texts) -> vm.ScanView:
    return vm.ScanView(
        chrome=chrome(t, t("出示电子营业执照", "Show your e-licence"), step=t("第1步，共4步", "Step 1 of 4")),
        steps=(
            Choice("1", t("打开微信或支付宝", "Open WeChat or Alipay"), icon="show_phone"),
            Choice("2", t("找到电子营业执照", "Find the e-licence"), icon="licence"),
            Choice("3", t("二维码对准方框", "Code into the frame"), icon="scan"),
        ),
        hint=Banner(t("请靠近一点", "A little closer, please"), Tone.ATTENTION, "closer"),
        camera_notice=t("摄像头使用中，画面不保存。", "Camera in use; no picture is kept."),
        type_instead=Choice("type", t("手动输入代码", "Type the code"), icon="keypad"),
        skip=Choice("skip", t("没带执照，直接查", "Go on without"), icon="skip"),
    )


def _keypad_buttons(t: Texts, *, ready: bool) -> dict[str, Choice]:
    return {
        "submit": Choice("submit", t("下一步", "Next"), enabled=ready),
        "delete": Choice("delete", t("删除", "Delete"), icon="delete"),
        "clear": Choice("clear", t("清空", "Clear"), icon="clear"),
    }


def keypad(t: Texts) -> vm.KeypadView:
    return vm.KeypadView(
        chrome=chrome(
            t,
            t("输入统一社会信用代码", "Type the 18-character code"),
            step=t("第1步，共4步", "Step 1 of 4"),
            lead=t("在营业执照右上角，共18位。", "At the top right of the licence."),
        ),
        rows=("1234567890", "QWERTYUP", "ASDFGHJKL", "XNMBC"),
        entered="9133 1002 MA2D __ ____",
        placeholder="____ ____ ____ __ ____",
        message=Banner(t("还差6位。", "6 characters to go.")),
        **_keypad_buttons(t, ready=False),
    )


def phone_keypad(t: Texts) -> vm.KeypadView:
    return vm.KeypadView(
        chrome=chrome(
            t,
            t("输入来电号码", "Type the caller's number"),
            lead=t("手机或座机都可以。", "Mobile or land line."),
            finish="",
        ),
        rows=("123", "456", "789", "0"),
        entered="0576 8000 0001",
        placeholder=t("请输入号码", "Type a number"),
        message=Banner(t("号码完整，可以查询。", "The number is complete."), Tone.GOOD),
        **_keypad_buttons(t, ready=True),
    )


def confirm(t: Texts) -> vm.ConfirmView:
    return vm.ConfirmView(
        chrome=chrome(t, t("请核对", "Please check"), step=t("第1步，共4步", "Step 1 of 4")),
        fields=(
            Field(t("统一社会信用代码", "Credit code"), "9133**********469E"),
            Field(t("读取方式", "Read by"), t("扫描执照二维码", "Scanning the licence code")),
        ),
        assurance=Banner(
            t("扫码识别（未联网核验），仅用于匹配机构。", "Read from the code, not verified online."),
            Tone.ATTENTION,
        ),
        yes=Choice("yes", t("没错，下一步", "Correct, go on"), icon="go"),
        again=Choice("again", t("重新扫描", "Scan again"), icon="again"),
    )


_DEBTS = (
    ("goods", "货款", "Goods supplied", "卖了货没收到钱", "Sold, not paid", "goods"),
    (
        "processing",
        "加工款",
        "Processing work",
        "替人加工没收到钱",
        "Made to order, not paid",
        "processing",
    ),
    (
        "construction",
        "工程款",
        "Construction",
        "施工、装修、安装",
        "Building, fitting out",
        "construction",
    ),
    ("loan", "借款", "Loan", "借出去的钱", "Money you lent", "loan"),
    ("rent", "租金", "Rent", "厂房、店面、设备", "Premises or equipment", "rent"),
    ("service", "劳务或服务费", "Labour or service", "干了活没收到钱", "Work done, not paid", "services"),
    ("unsure", "不清楚", "Not sure", "回答三个小问题", "Three short questions", "unsure"),
)


def debt_type(t: Texts) -> vm.ChoicesView:
    return vm.ChoicesView(
        chrome=chrome(
            t, t("对方欠您什么钱？", "What are you owed for?"), step=t("第2步，共4步", "Step 2 of 4")
        ),
        choices=tuple(
            Choice(key, t(zh, en), t(zh_hint, en_hint), icon)
            for key, zh, en, zh_hint, en_hint, icon in _DEBTS
        ),
        page=1,
        pages=2,
        next=t("更多类型", "More kinds"),
    )


def amount(t: Texts) -> vm.ChoicesView:
    bands = (
        ("1", "不到 5 万元", "Under 50,000 yuan"),
        ("2", "5 万到 20 万元", "50,000 to 200,000"),
        ("3", "20 万到 100 万元", "200,000 to 1 million"),
        ("4", "100 万到 500 万元", "1 to 5 million"),
        ("5", "500 万元以上", "Over 5 million"),
        ("0", "说不准", "Cannot say"),
    )
    return vm.ChoicesView(
        chrome=chrome(
            t,
            t("大约欠多少？", "About how much?"),
            step=t("第3步，共4步", "Step 3 of 4"),
            lead=t("选一个范围就行。", "A range is enough."),
        ),
        picture="amount",
        choices=tuple(
            Choice(key, t(zh, en), icon="amount" if key != "0" else "unsure") for key, zh, en in bands
        ),
    )


def place(t: Texts) -> vm.ChoicesView:
    places = (
        ("jiaojiang", "椒江区", "Jiaojiang"),
        ("luqiao", "路桥区", "Luqiao"),
        ("huangyan", "黄岩区", "Huangyan"),
        ("linhai", "临海市", "Linhai"),
        ("wenling", "温岭市", "Wenling"),
        ("yuhuan", "玉环市", "Yuhuan"),
        ("other", "其他县", "Other counties"),
    )
    return vm.ChoicesView(
        chrome=chrome(t, t("对方在哪里？", "Where is the debtor?"), step=t("第4步，共4步", "Step 4 of 4")),
        choices=tuple(Choice(key, t(zh, en), icon="place") for key, zh, en in places),
        picture="place",
    )


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
    from dataclasses import replace  # noqa: PLC0415 - only here

    if isinstance(view, vm.ListView):
        return replace(view, cards=view.cards[:cards])
    if isinstance(view, vm.ChoicesView):
        return replace(view, choices=view.choices[:choices])
    return view
