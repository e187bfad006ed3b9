// The demo shop's only script: carries the chat for the inbox named in the address, and switches the language.
const inbox = location.pathname.split("/").filter(Boolean)[1];
if (inbox) {
  const tag = document.createElement("script");
  tag.src = "/widget.js";
  tag.async = true;
  tag.dataset.inbox = decodeURIComponent(inbox);
  document.head.append(tag);
}
export {};
