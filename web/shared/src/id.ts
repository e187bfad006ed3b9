/** An id that nobody else makes. It begins with the time: the server's index of ids then grows at its end. */
export const newId = () => Date.now().toString(36) + crypto.getRandomValues(new Uint32Array(3)).join("");
