// Files on their way into a message: uploaded as soon as they are chosen, sent with it by their ids.
import { computed, reactive, ref } from "vue";
import type { Attachment } from "@yingke/shared";
import { api } from "../../api";
import { t } from "../../i18n";
import { words } from "../../parts/toast";

const LARGEST = 20 * 1024 * 1024;
const MOST = 10;

export interface Upload {
  key: number;
  name: string;
  size: number;
  part: number;
  done: Attachment | null;
  problem: string;
}

let last = 0;

export function useUploads() {
  const uploads = ref<Upload[]>([]);
  const busy = computed(() => uploads.value.some((u) => !u.done && !u.problem));
  const ready = computed(() => uploads.value.flatMap((u) => (u.done ? [u.done] : [])));

  function add(files: Iterable<File>): void {
    for (const file of files) {
      const upload = reactive<Upload>({ key: ++last, name: file.name, size: file.size, part: 0, done: null, problem: "" });
      uploads.value.push(upload);
      if (uploads.value.length > MOST) upload.problem = t("upload.tooMany", { n: MOST });
      else if (file.size > LARGEST) upload.problem = t("upload.tooLarge");
      else void carry(upload, file);
    }
  }
  async function carry(upload: Upload, file: File): Promise<void> {
    try {
      upload.done = await api.upload(file, (part) => (upload.part = part));
    } catch (error) {
      upload.problem = words(error);
    }
  }
  const remove = (key: number) => (uploads.value = uploads.value.filter((u) => u.key !== key));
  const empty = () => (uploads.value = []);
  return { uploads, busy, ready, add, remove, empty };
}
