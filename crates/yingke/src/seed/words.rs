//! What the demo shop says again and again: tags, quick replies, its goodbye.

pub struct Phrase {
    pub folder: &'static str,
    pub abbreviation: Option<&'static str>,
    pub title: &'static str,
    pub text: &'static str,
}

const fn phrase(
    folder: &'static str,
    abbreviation: Option<&'static str>,
    title: &'static str,
    text: &'static str,
) -> Phrase {
    Phrase { folder, abbreviation, title, text }
}

/// With their colours.
pub const TAGS: &[(&str, &str)] = &[
    ("加急", "red"),
    ("待跟进", "amber"),
    ("老客户", "green"),
    ("企业采购", "blue"),
    ("破损", "violet"),
    ("只是看看", "grey"),
];

pub const TEAM: &[Phrase] = &[
    phrase(
        "问候",
        Some("nh"),
        "欢迎语",
        "{客户}您好，这里是{店铺}，我是{客服}，很高兴为您服务。请问想看壶、杯还是盖碗？",
    ),
    phrase("问候", Some("sd"), "稍等", "好的，请您稍等，我马上为您查。"),
    phrase("问候", None, "久等了", "让您久等了，已经为您查到。"),
    phrase(
        "物流",
        Some("fh"),
        "发货时间",
        "每天 16 点前付款的订单当天发出，之后的次日发出。默认顺丰，瓷器都是双层气柱加外箱。",
    ),
    phrase("物流", Some("wl"), "查物流", "我为您查一下物流，麻烦把订单号或者收货手机号后四位发给我。"),
    phrase("物流", None, "发国外", "可以发国际快递，新加坡、马来西亚 5 到 7 天，欧美 8 到 12 天，运费按重量计算。"),
    phrase(
        "售后",
        Some("ps"),
        "破损补发",
        "实在抱歉，让您收到破损的茶器。请拍一张破损处和外箱的照片，我们为您补发，不用寄回。",
    ),
    phrase("售后", Some("th"), "七天无理由", "未使用、包装完好的茶器支持 7 天无理由退换，定制刻字的除外。"),
    phrase("售后", None, "开发票", "可以开电子普票和增值税专用发票，请发我抬头和税号，三个工作日内开好发到您邮箱。"),
    phrase("知识", Some("kh"), "新壶开壶", "新壶先用温水冲净内外，再用您常喝的茶泡一壶，静置到凉即可，不需要煮。"),
    phrase(
        "知识",
        None,
        "冰裂釉养护",
        "冰裂釉的开片会慢慢吃茶色，这叫“养片”。不喜欢的话，用完及时清水冲净、倒扣晾干。",
    ),
    phrase("", Some("hp"), "请好评", "感谢您的支持，{店铺}祝您喝茶愉快。使用中有任何问题，随时找我们。"),
];

/// By whom.
pub const PERSONAL: &[(&str, &[Phrase])] = &[
    (
        "小满",
        &[
            phrase("", Some("wo"), "自我介绍", "我是售前小满，早 9 点到晚 6 点都在，尺寸、泥料、搭配都可以问我。"),
            phrase("", None, "推荐入门壶", "第一把壶推荐朱泥西施 120ml：出汤快、好打理，一个人喝刚好。"),
        ],
    ),
    ("阿哲", &[phrase("", Some("hg"), "换盖流程", "已为您登记换盖，仓库配同窑的盖子需要 1 到 2 天，旧盖不用寄回。")]),
];

pub const CLOSING: &str = "感谢您咨询青岚茶器，祝您喝茶愉快。之后有问题，直接在这里留言就好。";

/// With what happens to an answer that has one.
pub const FORBIDDEN: &[(&str, &str)] = &[("加微信", "block"), ("最便宜", "warn")];
