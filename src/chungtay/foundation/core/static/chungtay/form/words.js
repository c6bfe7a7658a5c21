// The sentences beside fields, in both languages, and how a sentence is said.

export const FIELD_WORDS = {
  choose: ["Chọn", "Choose"],
  fill_zero: ["Những ô còn trống: không có (0)", "Boxes still empty: none (0)"],
  name: ["Tên gọi (không bắt buộc)", "Name (optional)"],
  birth_date: ["Ngày sinh", "Date of birth"],
  birth_hint: ["Ngày/tháng/năm, ví dụ 05/09/1980. Nhiều khi chỉ cần năm.", "Day/month/year, e.g. 05/09/1980. Often the year is enough."],
  more_after_birth: ["Ghi ngày sinh để hiện những câu hỏi cho tuổi này.", "Enter the date of birth to see the questions for that age."],
  read_as: ["Đã hiểu là {value}", "Read as {value}"],
  unanswered: ["Chưa trả lời.", "Not answered yet."],
  not_a_number: ["“{value}” không phải là số ghi được ở đây. Ghi số từ {low} đến {high}{digits}.", '"{value}" cannot be entered here. Enter a number from {low} to {high}{digits}.'],
  whole: [", không có số lẻ", ", without decimals"],
  decimals: [", nhiều nhất {n} chữ số lẻ", ", at most {n} decimals"],
  no_such_date: ["Ngày “{value}” không có trong lịch. Ghi ngày/tháng/năm.", 'The date "{value}" does not exist. Write day/month/year.'],
  not_born: ["Ngày “{value}” sau ngày tính tuổi.", 'The date "{value}" is after the day to which ages are counted.'],
  full_date: ["Cần cả ngày và tháng: trong năm ấy bảng điểm đổi theo tuổi.", "Day and month are needed: the points change with age in that year."],
  too_old: ["Xem lại năm sinh “{value}”.", 'Please check the year of birth "{value}".'],
};

/** say("read_as", {value: "1.000"}) from a table of [Vietnamese, English]. */
export function speaker(words, language) {
  const place = language === "en" ? 1 : 0;
  return (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.split(`{${name}}`).join(value), words[key][place]);
}
