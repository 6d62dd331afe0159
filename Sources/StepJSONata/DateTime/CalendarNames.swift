/// The English names of months and days.
enum CalendarNames {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    /// From Monday.
    static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let halves = ["Am", "Pm"]

    /// The half of the day that an hour is in.
    static func half(_ hour: Int) -> String { halves[hour < 12 ? 0 : 1] }
}
