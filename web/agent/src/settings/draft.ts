// A settings page as a draft: what is stored, what was typed over it, and the way from one to the other. Leaving with
// something unsaved is asked about; a change by somebody else comes in by itself as long as nothing was typed.
import { computed, nextTick, onBeforeUnmount, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { useI18n } from "vue-i18n";
import { onBeforeRouteLeave } from "vue-router";
import { fieldErrors, type FieldErrors } from "../account/fieldErrors";
import { toast } from "../parts/toast";
import { changesOf } from "./changes";
import { useLoaded, type What } from "./loading";

export interface Draft<T extends object> {
  form: T;
  stored: ShallowRef<T | null>;
  problem: Ref<string>;
  load: () => Promise<void>;
  dirty: ComputedRef<boolean>;
  changes: ComputedRef<Partial<T>>;
  errors: FieldErrors;
  busy: Ref<boolean>;
  /** Somebody asked to leave; the save bar answers by calling it with whether to go. */
  leaving: ShallowRef<((go: boolean) => void) | null>;
  save: () => Promise<boolean>;
  discard: () => void;
}

interface Plan<T extends object> {
  load: () => Promise<T>;
  save: (changes: Partial<T>) => Promise<T>;
  /** The fields that the page can show an error beside. */
  fields: readonly string[];
  what?: readonly What[];
}

export function useDraft<T extends object>(plan: Plan<T>): Draft<T> {
  const { t } = useI18n();
  const { data: stored, problem, load } = useLoaded(plan.load, plan.what);
  const form = reactive({}) as T;
  const errors = fieldErrors(plan.fields);
  const busy = ref(false);
  const leaving: Draft<T>["leaving"] = shallowRef(null);
  const changes = computed(() => (stored.value ? changesOf(stored.value, form) : {}));
  const dirty = computed(() => Object.keys(changes.value).length > 0);
  const discard = () => {
    errors.clear();
    if (stored.value) Object.assign(form, copy(stored.value));
  };

  watch(stored, (now, before) => {
    if (!now) return;
    // What was typed stays; everything else follows what is stored now.
    const typed = before ? changesOf(before, form) : {};
    Object.assign(form, copy(now), typed);
  });
  guard(dirty, leaving);

  async function save(): Promise<boolean> {
    if (busy.value || !dirty.value) return false;
    busy.value = true;
    errors.clear();
    try {
      const saved = await plan.save(copy(changes.value) as Partial<T>);
      Object.assign(form, copy(saved));
      stored.value = saved;
      toast(t("act.saved"));
      return true;
    } catch (error) {
      errors.take(error);
      void nextTick(() => document.querySelector<HTMLElement>('.content [aria-invalid="true"]')?.focus());
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { form, stored, problem, load, dirty, changes, errors, busy, leaving, save, discard };
}

// Proxies can't be cloned structurally, and settings are plain JSON anyway.
const copy = <V>(value: V): V => JSON.parse(JSON.stringify(value)) as V;

function guard(dirty: ComputedRef<boolean>, leaving: Draft<object>["leaving"]): void {
  onBeforeRouteLeave(() => {
    if (!dirty.value) return true;
    return new Promise<boolean>((answer) => {
      leaving.value = (go) => {
        leaving.value = null;
        answer(go);
      };
    });
  });
  const unload = (event: BeforeUnloadEvent) => dirty.value && event.preventDefault();
  addEventListener("beforeunload", unload);
  onBeforeUnmount(() => removeEventListener("beforeunload", unload));
}
