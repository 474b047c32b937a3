"""Sample views of the screens before the list, and the texts around every screen.

The texts are those of a finished product, of realistic length; the agencies are fictitious and marked 演示.
"""

from __future__ import annotations

from kiosk_app import view_models as vm
from kiosk_app.view_models import Banner, Choice, Field, Tone

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
