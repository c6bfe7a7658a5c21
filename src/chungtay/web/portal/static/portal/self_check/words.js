// Every sentence of the self-check page that does not come from the rule book, in both languages.

import { FIELD_WORDS, speaker } from "../../chungtay/form/words.js";

const WORDS = {
  ...FIELD_WORDS,
  lead: [
    "Ông/bà có thể tự tính điểm của nhà mình. Câu trả lời không rời khỏi máy này.",
    "You can work out your own household's points. The answers do not leave this device.",
  ],
  not_a_decision: [
    "Đây chỉ là tự tính. Chỉ kết quả rà soát của xã, phường mới quyết định.",
    "This is only your own sum. The ward's review alone decides.",
  ],
  other_language: ["English", "Tiếng Việt"],
  step: ["Bước {n}/{of}", "Step {n} of {of}"],
  back: ["Quay lại", "Back"],
  next: ["Tiếp", "Next"],
  see_result: ["Xem kết quả", "See the result"],
  change_answers: ["Sửa câu trả lời", "Change the answers"],
  print: ["In ra giấy", "Print"],
  clear: ["Xóa hết", "Clear everything"],
  clear_sure: ["Xóa mọi câu trả lời trên trang này? Không lấy lại được.", "Clear every answer? It cannot be undone."],
  keep: ["Giữ câu trả lời trên máy này", "Keep the answers on this device"],
  keep_hint: [
    "Không chọn thì đóng trang là mất hết. Đừng chọn trên máy dùng chung.",
    "Otherwise everything is gone when the page is closed. Do not choose this on a shared device.",
  ],
  add_member: ["Thêm người", "Add a person"],
  remove_member: ["Bỏ người này", "Remove this person"],
  member: ["Người {n}", "Person {n}"],
  review_day: ["Tính tuổi đến ngày", "Ages are counted to"],
  review_hint: ["Ngày/tháng/năm. Khi rà soát là ngày xã, phường điều tra.", "Day/month/year. In a review it is the day of the interview."],
  province: ["Tỉnh, thành phố", "Province or city"],
  province_hint: ["Tên trước khi sáp nhập năm 2025: bảng điểm dùng tên năm 2022.", "The name before the mergers of 2025: the table uses the names of 2022."],
  area: ["Nơi ở là", "The home is in"],
  urban: ["Thành thị (phường, thị trấn)", "A town (ward, township)"],
  rural: ["Nông thôn (xã)", "The countryside (commune)"],
  problems_title: ["Cần xem lại {n} ô", "{n} boxes need a look"],
  result: ["Kết quả tự tính", "Your own result"],
  place_first: ["Chọn tỉnh và nơi ở để bắt đầu tính.", "Choose the province and area to begin."],
  open_class: ["Chưa xếp loại được: có thể là {classes}", "Not certain yet: may be {classes}"],
  or: [" hoặc ", " or "],
  left: ["Còn {n} câu chưa trả lời hoặc cần sửa.", "{n} answers are missing or need a change."],
  show_left: ["Đến câu còn thiếu", "Go to what is missing"],
  b1: ["Điểm B1 (thay cho thu nhập)", "B1 points (stand for income)"],
  b2: ["Điểm B2 (thiếu hụt dịch vụ)", "B2 points (services lacking)"],
  points: ["{n} điểm", "{n} points"],
  between: ["từ {low} đến {high}", "{low} to {high}"],
  line: ["ngưỡng {n}", "line {n}"],
  at_line: ["Đúng bằng ngưỡng {n}.", "Exactly at the line of {n}."],
  below_line: ["Dưới ngưỡng {n} là {by} điểm.", "{by} points below the line of {n}."],
  above_line: ["Trên ngưỡng {n} là {by} điểm.", "{by} points above the line of {n}."],
  across_line: ["Ngưỡng {n} nằm trong khoảng này.", "The line of {n} lies within this range."],
  rule: [
    "B1 trên {b1}: không nghèo. B1 từ {b1} trở xuống: B2 từ {b2} trở lên là hộ nghèo, dưới {b2} là hộ cận nghèo.",
    "B1 above {b1}: not poor. B1 of {b1} or less: poor with a B2 of {b2} or more, near-poor with less.",
  ],
  services: ["Mười hai dịch vụ cơ bản", "Twelve basic services"],
  lacking: ["Thiếu hụt", "Lacking"],
  not_lacking: ["Không thiếu", "Not lacking"],
  not_known: ["Chưa rõ", "Not known yet"],
  by_item: ["Điểm từng mục", "Points by item"],
  item: ["Mục", "Item"],
  answer: ["Câu trả lời", "Answer"],
  point_head: ["Điểm", "Points"],
  what_changes: ["Điều gì sẽ đổi kết quả", "What would change the result"],
  each_alone: ["Mỗi dòng tính riêng, những câu khác giữ nguyên.", "Each line by itself, the other answers staying as they are."],
  nothing_changes: ["Không có một câu trả lời riêng lẻ nào đổi được kết quả.", "No single answer would change the result."],
  show_all: ["Xem cả {n} dòng", "Show all {n} lines"],
  law: ["Theo {instrument}, mẫu {form}; phiên bản {version}.", "From {instrument}, form {form}; version {version}."],
  broken: ["Không tải được bảng điểm. Tải lại trang khi có mạng.", "The table of points could not be loaded. Reload the page when online."],
};

/** The words of one language: say("step", {n: 1, of: 6}). */
export function wordsOf(language) {
  return speaker(WORDS, language);
}
