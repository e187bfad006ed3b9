//! What happened in the demo shop: the texts and their timing. Who answers is left to routing.

pub struct Story {
    pub visitor: Visitor,
    pub door: Door,
    /// Address and title of the page that the visitor was on.
    pub page: (&'static str, &'static str),
    /// Seconds before now.
    pub began: i64,
    /// Each with the seconds since the one before.
    pub acts: &'static [(i64, Act)],
}

/// A visitor with the same name in a later story is the same person.
pub struct Visitor {
    pub name: &'static str,
    /// What the shop's page says of him; nothing for an anonymous one.
    pub claims: &'static [(&'static str, &'static str)],
}

pub enum Door {
    Shop,
    /// The link printed on the card in every parcel; it leads to the after-sales group.
    ParcelCard,
}

pub enum Act {
    Says(&'static str),
    /// By whoever serves the conversation.
    Answers(&'static str),
    Notes(&'static str),
    Drafts(&'static str),
    HandsToAfterSales(&'static str),
    /// For so many seconds.
    PutsOff(i64),
    Ends(Ending),
    /// The visitor: score and words.
    Rates(i64, &'static str),
    /// Tags by name.
    Tags(&'static [&'static str]),
    /// The owner, whoever serves.
    Owner(&'static str),
    MarksPrivate,
}

/// What the agent notes on ending.
pub struct Ending {
    pub category: &'static str,
    pub solved: bool,
    pub note: &'static str,
}

use Act::{Answers, Drafts, Ends, HandsToAfterSales, MarksPrivate, Notes, Owner, PutsOff, Rates, Says, Tags};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

const HOME: (&str, &str) = ("https://qinglan.example/", "青岚茶器 · 首页");
const TEAPOT: (&str, &str) = ("https://qinglan.example/p/xishi-120", "朱泥西施壶 120ml");
const CUPS: (&str, &str) = ("https://qinglan.example/p/binglie-6", "冰裂釉品茗杯 六只装");
const GAIWAN: (&str, &str) = ("https://qinglan.example/p/qingci-gaiwan", "龙泉青瓷盖碗");
const ORDERS: (&str, &str) = ("https://qinglan.example/orders", "我的订单");
const CARD: (&str, &str) = ("https://qinglan.example/card", "售后卡");

pub const STORIES: &[Story] = &[
    Story {
        visitor: Visitor { name: "周雨薇", claims: &[("name", "周雨薇"), ("phone", "13911110001")] },
        door: Door::Shop,
        page: TEAPOT,
        began: 5 * DAY,
        acts: &[
            (0, Says("你好，西施壶 120ml 一个人喝会不会太小？")),
            (48, Answers("您好周女士，120ml 倒满三小杯，一个人喝正合适，两个人就要多泡几道。")),
            (65, Says("平时喝普洱多一点，朱泥可以吗")),
            (52, Answers("可以的。朱泥高密度、聚香，熟普出汤会更清亮。新壶我们会附开壶说明。")),
            (120, Says("好，那我下单了，谢谢")),
            (30, Answers("收到，今天 16 点前付款当天发顺丰，包装是双层气柱，您放心。")),
            (8 * MINUTE, Tags(&["老客户"])),
            (
                MINUTE,
                Ends(Ending {
                    category: "售前咨询", solved: true, note: "已下单西施壶 120ml，养普洱用。"
                }),
            ),
            (4 * MINUTE, Rates(5, "讲得很细，发货也快")),
        ],
    },
    Story {
        visitor: Visitor { name: "陈先生", claims: &[("name", "陈先生"), ("phone", "13911110002")] },
        door: Door::Shop,
        page: ORDERS,
        began: 3 * DAY + 5 * HOUR,
        acts: &[
            (0, Says("刚收到六只杯子，打开有一只口沿磕了，怎么办？")),
            (20, Says("订单 20260301887")),
            (55, Answers("实在抱歉，让您收到这样的杯子。方便拍一张口沿的照片吗？我马上转给售后同事处理。")),
            (90, Notes("同一批冰裂杯本周第三单破损，包装要反馈给仓库。")),
            (15, HandsToAfterSales("六只装到货一只磕口，客户情绪平稳，请补发")),
            (3 * MINUTE, Answers("您好陈先生，我是售后这边。不用寄回，我们给您补发一只，今天出库。")),
            (100, Says("这么痛快，那没问题了")),
            (40, Answers("补发单号稍后短信发您，今后碰到问题随时找我们。")),
            (11 * MINUTE, Tags(&["破损", "待跟进"])),
            (
                MINUTE,
                Ends(Ending {
                    category: "售后退换", solved: true, note: "补发一只冰裂杯，包装问题已反馈仓库。"
                }),
            ),
            (7 * MINUTE, Rates(4, "处理很快，就是包装要加强")),
        ],
    },
    Story {
        visitor: Visitor {
            name: "素问茶舍", claims: &[("name", "素问茶舍"), ("email", "caigou@suwen.example")]
        },
        door: Door::Shop,
        page: GAIWAN,
        began: 2 * DAY + 3 * HOUR,
        acts: &[
            (0, Says("盖碗想订 40 套，杯托上刻我们店名，可以吗")),
            (70, Answers("可以刻字。40 套属于定制单，工期 12 天左右，刻字每套加 6 元。")),
            (80, Says("能开专票吗？")),
            (45, Answers("可以开 13% 的增值税专用发票，付款后三个工作日内寄出电子版。")),
            (5 * MINUTE, Says("行，我和老板确认一下再来")),
            (30, Answers("好的，报价单我发到您邮箱，保留到本月底。")),
            (25 * MINUTE, Tags(&["企业采购"])),
            (
                MINUTE,
                Ends(Ending {
                    category: "售前咨询", solved: false, note: "40 套刻字盖碗，报价已发，等老板确认。"
                }),
            ),
        ],
    },
    Story {
        visitor: Visitor { name: "匿名访客", claims: &[] },
        door: Door::Shop,
        page: HOME,
        began: DAY + 4 * HOUR,
        acts: &[
            (0, Says("Hi, do you ship to Singapore?")),
            (75, Answers("Hello! Yes, we ship to Singapore by SF International, usually 5 to 7 days, from 68 yuan.")),
            (60, Says("Great. Is the celadon gaiwan food safe?")),
            (50, Answers("It is: lead- and cadmium-free glaze, we can send you the test report.")),
            (90, Says("Perfect, thank you!")),
            (14 * MINUTE, Ends(Ending { category: "售前咨询", solved: true, note: "" })),
            (2 * MINUTE, Rates(5, "")),
        ],
    },
    Story {
        visitor: Visitor { name: "何老师", claims: &[("name", "何老师")] },
        door: Door::Shop,
        page: HOME,
        began: 9 * HOUR,
        acts: &[
            (0, Says("晚上好，柴烧主人杯还会再开窑吗？")),
            (40, Says("上次那只「落灰金」没抢到，想预留一只，价格可以商量")),
        ],
    },
    Story {
        visitor: Visitor {
            name: "老许", claims: &[("name", "老许（景德镇窑口）"), ("phone", "13911110006")]
        },
        door: Door::Shop,
        page: HOME,
        began: 6 * HOUR,
        acts: &[
            (0, Says("青岚，这窑青瓷出了，成色比上次好，要不要先挑？")),
            (6 * MINUTE, MarksPrivate),
            (4 * MINUTE, Says("留了二十套盖碗和六把提梁壶，图晚点拍给你。")),
            (2 * MINUTE, Owner("许师傅辛苦！二十套盖碗我全要，价格还按年初说的。")),
            (3 * MINUTE, Says("行，给你留着。这批别往外报价")),
        ],
    },
    Story {
        visitor: Visitor { name: "周雨薇", claims: &[] },
        door: Door::Shop,
        page: ORDERS,
        began: 52 * MINUTE,
        acts: &[
            (0, Says("你好，我又来啦。壶收到了很喜欢，想给朋友再买一把做生日礼物")),
            (50, Answers("周女士您好，太好了！同款可以配礼盒和手写贺卡，要哪天送到呢？")),
            (70, Says("21 号之前，写「岁岁平安」")),
            (40, Answers("没问题，20 号派送，贺卡写「岁岁平安」。我先帮您备注上。")),
            (10, Tags(&["老客户"])),
            (20, Notes("礼盒 + 贺卡「岁岁平安」，20 号送达，已记在订单备注。")),
            (4 * MINUTE, Says("收件人地址我晚点发你")),
        ],
    },
    Story {
        visitor: Visitor { name: "扫码客户", claims: &[] },
        door: Door::ParcelCard,
        page: CARD,
        began: 38 * MINUTE,
        acts: &[
            (0, Says("盖碗的盖子盖上有点晃，是正常的吗")),
            (85, Answers("您好，手工拉坯的盖碗留有一点活动量，出汤更顺。若晃动超过 2 毫米，我们给您换盖。")),
            (3 * MINUTE, Says("量了一下大概 3 毫米")),
            (60, Answers("那就超出标准了，我安排换盖，旧盖不用寄回。等仓库确认有同窑的盖子就给您回复。")),
            (90, PutsOff(20 * HOUR)),
        ],
    },
    Story {
        visitor: Visitor { name: "林小姐", claims: &[("name", "林小姐"), ("phone", "13911110009")] },
        door: Door::Shop,
        page: CUPS,
        began: 21 * MINUTE,
        acts: &[
            (0, Says("冰裂杯六只装和两只装釉色一样吗")),
            (45, Answers("同一种釉，但每窑深浅有差别，六只装会挑同窑的。")),
            (80, Says("洗的时候要注意什么？听说茶渍会进到裂纹里")),
            (35, Drafts("冰裂釉的开片会慢慢吃茶色，这叫“养片”。不喜欢的话用完用清水冲净，")),
        ],
    },
    Story {
        visitor: Visitor { name: "王建国", claims: &[("name", "王建国"), ("phone", "13911110010")] },
        door: Door::Shop,
        page: ORDERS,
        began: 16 * MINUTE,
        acts: &[
            (0, Says("订单显示签收了，可是我没收到！")),
            (60, Answers("王先生您先别急，我查一下物流：快递放在了小区南门驿站，取件码 6-2-4018。")),
            (4 * MINUTE, Says("去驿站问了，说没有我的件")),
            (30, Says("麻烦快点处理，是送长辈的")),
            (25, Tags(&["加急", "待跟进"])),
        ],
    },
    Story {
        visitor: Visitor { name: "小鹿", claims: &[("name", "小鹿")] },
        door: Door::Shop,
        page: TEAPOT,
        began: 9 * MINUTE,
        acts: &[
            (0, Says("这把壶满 300 减 30 可以用吗")),
            (30, Answers("可以的，结算页会自动抵扣，还能再叠加新人券。")),
            (50, Says("👌 那有没有小一点的盖碗推荐")),
        ],
    },
    Story {
        visitor: Visitor { name: "访客甲", claims: &[] },
        door: Door::Shop,
        page: CUPS,
        began: 6 * MINUTE,
        acts: &[(0, Says("请问今天下单什么时候能发货？"))],
    },
    Story {
        visitor: Visitor { name: "访客乙", claims: &[] },
        door: Door::Shop,
        page: GAIWAN,
        began: 3 * MINUTE,
        acts: &[(0, Says("在吗？盖碗有 150ml 的吗")), (70, Says("在线等，挺急的"))],
    },
    Story {
        visitor: Visitor { name: "访客丙", claims: &[] },
        door: Door::Shop,
        page: HOME,
        began: 2 * MINUTE,
        acts: &[(0, Says("你们有实体店吗，想去看看"))],
    },
];
