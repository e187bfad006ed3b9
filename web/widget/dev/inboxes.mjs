// The inboxes of the make-believe desk, one for each look that has to be right.
export const inboxes = {
  box: { id: "box", title: "青山窑", welcome_text: "您好，欢迎来到青山窑。茶器的尺寸、釉色、发货都可以问我。", offline_text: null, color: null, locale: "auto", position: "right" },
  link: { id: "box", title: "青山窑", welcome_text: "您好，欢迎来到青山窑。", offline_text: null, color: null, locale: "auto", position: "right" },
  plum: { id: "plum", title: "Plum & Co.", welcome_text: "Hi there, ask us anything.", offline_text: null, color: "#7a2e57", locale: "en", position: "left" },
  sun: { id: "sun", title: "晴日小店", welcome_text: null, offline_text: "我们 9 点上班，请先留言。", color: "#ffd23f", locale: "zh-CN", position: "right", available: false },
  barred: { barred: true },
};
