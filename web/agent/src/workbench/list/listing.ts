// What the list shows: a view that is loaded page by page and kept by events, or what a search found.
import { computed, ref, shallowRef, watch, type Ref } from "vue";
import { ApiError } from "@yingke/shared";
import { api } from "../../api";
import { keyOf, type Rule } from "../../cache/conversations";
import { desk, loadList, showFound, showing } from "../../desk";
import { t } from "../../i18n";
import { words } from "../../parts/toast";
import { learnFilters } from "./filters";

interface Found {
  q: string;
  ids: string[];
  next: string | null;
}
/** A view that was scrolled far down begins anew once one is back at its top. */
const FAR = 1_000;
const BITS = 20;
const PAUSE = 250;

// One's own conversations are always known: the next unread one, and what a notification is about.
async function own(): Promise<void> {
  if (!desk.conversations.value.views[keyOf({ view: "mine" })]) await loadList({ view: "mine" }, null).catch(() => {});
}

export function useListing(rule: Ref<Rule>, q: Ref<string>) {
  const found = shallowRef<Found | null>(null);
  const loading = ref(false);
  const problem = ref("");
  const page = computed(() => desk.conversations.value.views[keyOf(rule.value)]);
  const ids = computed<readonly string[]>(() => found.value?.ids ?? page.value?.ids ?? []);
  const next = computed(() => (found.value ? found.value.next : (page.value?.next ?? null)));
  const started = computed(() => found.value !== null || page.value !== undefined);

  async function guarded(load: () => Promise<void>): Promise<void> {
    loading.value = true;
    problem.value = "";
    try {
      await load();
      learnFilters(ids.value.slice(0, 200));
    } catch (error) {
      problem.value = error instanceof ApiError && error.code === "forbidden" ? t("list.forbidden") : words(error);
    } finally {
      loading.value = false;
    }
  }
  async function search(cursor: string | null): Promise<void> {
    const wanted = q.value.trim();
    let answer = await api.conversations({ q: wanted, cursor });
    // What hides well is looked for bit by bit: a page may hold nothing and still have a next one.
    for (let turns = 0; !answer.items.length && answer.next && wanted === q.value.trim() && turns < BITS; turns++) answer = await api.conversations({ q: wanted, cursor: answer.next });
    // A slow answer to an earlier wording must not replace the later one.
    if (wanted !== q.value.trim()) return;
    const before = cursor ? (found.value?.ids ?? []) : [];
    found.value = { q: wanted, ids: [...new Set([...before, ...answer.items.map((one) => one.id)])], next: answer.next };
    showFound(answer.items, found.value.ids);
  }
  const first = () => guarded(() => (q.value.trim() ? search(null) : loadList(rule.value, null)));
  function more(): void {
    if (loading.value || !next.value || problem.value) return;
    const cursor = next.value;
    void guarded(() => (found.value ? search(cursor) : loadList(rule.value, cursor)));
  }
  function backAtTop(): void {
    if (!found.value && !loading.value && ids.value.length > FAR) void guarded(() => loadList(rule.value, null));
  }

  watch([() => keyOf(rule.value), desk.epoch], () => {
    showing(rule.value);
    if (!page.value) void first();
    if (rule.value.view !== "mine") void own();
  }, { immediate: true });

  let pause: ReturnType<typeof setTimeout> | undefined;
  watch(q, (text) => {
    clearTimeout(pause);
    if (!text.trim()) {
      found.value = null;
      return showFound([], []);
    }
    pause = setTimeout(() => void first(), PAUSE);
  });
  return { ids, next, started, loading, problem, found, first, more, backAtTop };
}
