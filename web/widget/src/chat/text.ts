// Every word the visitor reads, in both languages. The language is the inbox's choice, or the visitor's own.

const zh = {
  title: "在线客服",
  greeting: "您好，请问有什么可以帮您？",
  hint: "发消息给我们，客服会在这里回复您",
  offline: "客服暂时不在，请留言，上线后会尽快回复您",
  offlineTitle: "当前不在线，可以留言",
  online: "在线",
  serving: (name: string) => `${name} 为您服务`,
  queued: (position: number) => (position > 0 ? `正在排队，您是第 ${position} 位` : "正在排队，请稍候"),
  ended: "会话已结束",
  endedHint: "直接写消息，即可继续咨询",
  reopened: "会话已继续",
  transferred: "已为您转接其他客服",
  lost: "连接中断，正在重新连接…",
  offNet: "网络已断开，写下的消息会在恢复后发出",
  typing: "对方正在输入",
  recalled: "对方撤回了一条消息",
  recalledMine: "您撤回了一条消息",
  sent: "已送达",
  read: "已读",
  sending: "发送中",
  failed: "未能发送",
  retry: "重发",
  discard: "删除",
  placeholder: "请输入消息…",
  message: "消息",
  send: "发送",
  emoji: "表情",
  attach: "发送图片或文件",
  close: "收起聊天窗口",
  open: "打开在线客服",
  log: "聊天记录",
  you: "我",
  agent: "客服",
  today: "今天",
  yesterday: "昨天",
  tooLarge: (name: string) => `“${name}”超过 20 MB，无法发送`,
  emptyFile: (name: string) => `“${name}”是空文件，无法发送`,
  newMessages: "有新消息",
  image: "图片",
  loading: "正在打开…",
  missing: "这个聊天入口不存在，或已停用",
  missingHint: "请回到店铺页面，从最新的入口进入。",
  barred: "这个网站不能使用此聊天窗口",
  barredHint: "请店铺管理员在渠道设置中添加本站域名。",
  away: "暂时连接不上",
  awayHint: "正在自动重试，您也可以现在再试一次。",
  again: "再试一次",
  tooLong: (left: number) => `已超出 ${left} 字`,
};

export type Words = typeof zh;

const en: Words = {
  title: "Chat with us",
  greeting: "Hello! How can we help you?",
  hint: "Write to us, we answer right here",
  offline: "We are away right now. Leave a message and we will get back to you",
  offlineTitle: "Away, leave a message",
  online: "Online",
  serving: (name) => `You are talking to ${name}`,
  queued: (position) => (position > 0 ? `In the queue, you are number ${position}` : "In the queue, one moment please"),
  ended: "The conversation has ended",
  endedHint: "Write again whenever you like to go on",
  reopened: "The conversation goes on",
  transferred: "You have been passed on to a colleague",
  lost: "Connection lost, reconnecting…",
  offNet: "You are offline. What you write is sent when you are back",
  typing: "Typing",
  recalled: "A message was recalled",
  recalledMine: "You recalled a message",
  sent: "Delivered",
  read: "Read",
  sending: "Sending",
  failed: "Not sent",
  retry: "Send again",
  discard: "Delete",
  placeholder: "Write a message…",
  message: "Message",
  send: "Send",
  emoji: "Emoji",
  attach: "Send a picture or file",
  close: "Close the chat",
  open: "Open the chat",
  log: "Messages",
  you: "You",
  agent: "Agent",
  today: "Today",
  yesterday: "Yesterday",
  tooLarge: (name) => `“${name}” is larger than 20 MB and can't be sent`,
  emptyFile: (name) => `“${name}” is empty and can't be sent`,
  newMessages: "New messages",
  image: "Picture",
  loading: "Opening…",
  missing: "This chat does not exist or is closed",
  missingHint: "Please go back to the shop and open the chat from there.",
  barred: "This site may not use this chat",
  barredHint: "The shop can add this domain in the settings of the inbox.",
  away: "We can't be reached right now",
  awayHint: "Trying again by itself; you can also try now.",
  again: "Try again",
  tooLong: (left) => `${left} characters too many`,
};

export type Locale = "zh-CN" | "en";

export function localeOf(wanted: string | null | undefined, preferred: readonly string[]): Locale {
  if (wanted === "zh-CN" || wanted === "en") return wanted;
  const first = preferred.find((tag) => /^(zh|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function wordsIn(locale: Locale): Words {
  return locale === "en" ? en : zh;
}

export function clock(at: string, locale: Locale): string {
  return new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function day(at: string, now: number, locale: Locale): string {
  const words = wordsIn(locale);
  const date = new Date(at);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (date.toDateString() === new Date(now).toDateString()) return words.today;
  if (date.toDateString() === yesterday.toDateString()) return words.yesterday;
  const thisYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString(locale, { ...(!thisYear && { year: "numeric" }), month: "long", day: "numeric", weekday: "short" });
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
