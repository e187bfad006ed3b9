// The inboxes of the make-believe desk, one for each look that has to be right.
const kiln = { id: "box", title: "青山窑", offline_text: null, color: null, locale: "auto", position: "right", form: null, faq: [], offline_email: "optional" };
const faq = [
  { question: "多久发货？", answer: "当天 15 点前下单，当天发出；节假日顺延。" },
  { question: "可以开发票吗？", answer: "可以，下单时填写抬头，电子发票 3 天内发到邮箱。" },
  { question: "碎了怎么办？", answer: "拍照发给我们，补发一件，运费我们出。\nhttps://shop.example/care" },
];
const form = {
  intro: "请先留下几项信息，我们好更快帮到您。",
  fields: [
    { key: "name", label: "怎么称呼您", type: "text", required: true },
    { key: "email", label: "邮箱", type: "email", required: false },
    { key: "phone", label: "手机号", type: "phone", required: true },
    { key: "topic", label: "想咨询什么", type: "select", required: true, options: ["售前咨询", "订单物流", "售后退换"] },
  ],
};

export const inboxes = {
  box: { ...kiln, welcome_text: "您好，欢迎来到青山窑。茶器的尺寸、釉色、发货都可以问我。", faq },
  link: { ...kiln, welcome_text: "您好，欢迎来到青山窑。" },
  form: { ...kiln, id: "form", welcome_text: "您好，欢迎来到青山窑。", form, faq },
  plum: { ...kiln, id: "plum", title: "Plum & Co.", welcome_text: "Hi there, ask us anything.", color: "#7a2e57", locale: "en", position: "left" },
  sun: { ...kiln, id: "sun", title: "晴日小店", offline_text: "我们 9 点上班，请先留言。", color: "#ffd23f", locale: "zh-CN", available: false },
  must: { ...kiln, id: "must", title: "夜里的店", available: false, offline_email: "required" },
  long: {
    ...kiln, id: "long", title: "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle 与一个很长很长的店铺名称",
    faq: [{ question: "一个非常非常长的问题，长到一行放不下，还要再换一行才能写完，您说是不是应该这样显示？", answer: "x".repeat(300) }],
  },
  barred: { barred: true },
};
